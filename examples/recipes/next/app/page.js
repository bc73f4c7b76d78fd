'use client';
import { useEffect, useState } from 'react';
import { draws } from '../draws';

export default function Page() {
  const [draw, setDraw] = useState('');
  useEffect(() => {
    const subscription = draws.subscribe(setDraw);
    return () => subscription.unsubscribe();
  }, []);
  return <output>{draw}</output>;
}
